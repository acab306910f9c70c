package charts

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"athar/dashboards/words"
	"athar/models"
)

// An explore view draws the same figure once more, in the browser and only when
// asked for. go-echarts makes its options and nothing else: they are marshalled
// as data, with names in place of functions, because labels come from people's
// files.

// seriesColours and seriesSymbols tell lines apart, the one where the other
// cannot be seen.
var (
	seriesColours = []string{"#12436d", "#c2410c", "#0b1f2a", "#768590", "#2f6ca3"}
	seriesSymbols = []string{"emptyCircle", "rect", "diamond", "triangle", "emptyRect", "emptyDiamond", "emptyTriangle"}
	seriesLines   = []string{"solid", "dashed", "dotted"}
)

const exploreFont = "'IBM Plex Sans Arabic', system-ui, sans-serif"

// Explore are the options of a line over the levels of the second dimension for
// each level of the first, with the interval of every point; nil where a figure
// has no two dimensions or nothing to draw.
func (f *Figure) Explore() ([]byte, error) {
	if f.Empty != "" || f.Form != Equiplot || len(f.Series) < 2 {
		return nil, nil
	}
	line := charts.NewLine()
	line.Animation = opts.Bool(false)
	line.SetGlobalOptions(
		charts.WithColorsOpts(opts.Colors(seriesColours)),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Top: "0"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category"}),
		charts.WithYAxisOpts(opts.YAxis{Min: f.Axis.From, Max: f.Axis.To}),
	)
	places := make([]string, len(f.Series))
	for i, s := range f.Series {
		places[i] = plainLabel(s.Label)
	}
	line.SetXAxis(places)
	taken := map[string]int{}
	for _, r := range f.Rows {
		name := plainLabel(r.Label)
		if taken[name]++; taken[name] > 1 { // lines of one name would be one line
			name += " (" + strconv.Itoa(taken[name]) + ")"
		}
		line.AddSeries(name, nil)
	}
	line.Validate()
	marshalled, err := json.Marshal(line.JSON())
	if err != nil {
		return nil, fmt.Errorf("marshal the options: %w", err)
	}
	var options map[string]any
	if err := json.Unmarshal(marshalled, &options); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	return f.complete(options)
}

// complete adds what go-echarts lacks.
func (f *Figure) complete(options map[string]any) ([]byte, error) {
	text := map[string]any{"fontFamily": exploreFont, "color": "#0b1f2a", "fontSize": 14}
	options["textStyle"] = text
	options["aria"] = map[string]any{"enabled": false}
	options["animation"] = false
	options["tooltip"] = map[string]any{"show": true, "trigger": "item", "renderMode": "richText", "confine": true, "formatter": "said", "textStyle": text}
	options["grid"] = map[string]any{"top": 40 + 26*((len(f.Rows)+3)/4), "bottom": 8, "left": 8, "right": 24, "containLabel": true}
	options["legend"] = map[string]any{"show": true, "top": 0, "type": "plain", "textStyle": text, "itemWidth": 30}
	format := "number"
	if f.Unit == models.UnitShare {
		format = "percent"
	}
	for _, axis := range maps(options["yAxis"]) {
		axis["axisLabel"] = map[string]any{"formatter": format}
		axis["splitLine"] = map[string]any{"show": true, "lineStyle": map[string]any{"color": "#d5dde2"}}
	}
	for _, axis := range maps(options["xAxis"]) {
		axis["axisTick"] = map[string]any{"show": false}
		axis["axisLabel"] = map[string]any{"interval": 0, "width": 76, "overflow": "break"}
	}
	delete(options, "toolbox")
	delete(options, "title")
	var series []any
	for i, s := range maps(options["series"]) {
		colour := seriesColours[i%len(seriesColours)]
		s["itemStyle"] = map[string]any{"color": colour}
		s["lineStyle"] = map[string]any{"color": colour, "width": 2, "type": seriesLines[i/len(seriesColours)%len(seriesLines)]}
		s["symbol"], s["symbolSize"], s["connectNulls"], s["z"] = seriesSymbols[i%len(seriesSymbols)], 10, false, 3
		shift := 5*i - 5*(len(f.Rows)-1)/2 // intervals at one place stand side by side
		points, intervals := make([]any, len(f.Series)), []any{}
		for j, m := range f.Rows[i].Marks {
			if !m.HasNumber() {
				points[j] = map[string]any{"value": "-"}
				continue
			}
			said := words.Unisolated(m.Written)
			if m.Interval != "" {
				said += " (" + words.Unisolated(m.Interval) + ")"
			}
			if m.N != "" {
				said += " · " + words.Unisolated(f.Say("n", "n", m.N))
			}
			points[j] = map[string]any{"value": *m.Value, "said": said}
			if m.Low != nil && m.High != nil {
				intervals = append(intervals, map[string]any{"value": []float64{float64(j), *m.Low, *m.High, float64(shift)}})
			}
		}
		s["data"] = points
		series = append(series, s, map[string]any{"type": "custom", "name": s["name"], "renderItem": "interval", "silent": true, "data": intervals,
			"itemStyle": map[string]any{"color": colour}, "encode": map[string]any{"x": 0, "y": []int{1, 2}}, "tooltip": map[string]any{"show": false}, "z": 2})
	}
	options["series"] = series
	out, err := json.Marshal(options) // escapes < > & ; it stands in <script type="application/json">
	if err != nil {
		return nil, fmt.Errorf("marshal the options: %w", err)
	}
	return out, nil
}

// maps are the objects of a list of options.
func maps(list any) []map[string]any {
	var found []map[string]any
	items, _ := list.([]any)
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			found = append(found, m)
		}
	}
	return found
}

// plainLabel is a label for a drawing that knows no isolates and takes braces
// for styles.
func plainLabel(label string) string {
	runes := []rune(words.Plain(words.Unisolated(label)))
	for i, r := range runes {
		switch r {
		case '{':
			runes[i] = '('
		case '}':
			runes[i] = ')'
		}
	}
	if len(runes) > 60 {
		runes = append(runes[:59], '…')
	}
	return string(runes)
}
