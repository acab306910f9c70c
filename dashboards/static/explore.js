// Explore views: a button beside a static figure fetches ECharts and draws the
// same numbers once more, to look at one by one. Without script there is no
// button and the figure is all.

// Marks that ECharts lacks, by the name the options give them. Options hold
// names and never code: labels in them come from people's files.
const marks = {
  // interval is an upright line from low to high at a place of the axis.
  interval(_, api) {
    const [x, low] = api.coord([api.value(0), api.value(1)]), [, high] = api.coord([api.value(0), api.value(2)]);
    const dx = x + api.value(3), style = { stroke: api.visual("color"), lineWidth: 1.5, fill: null };
    const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
    return { type: "group", children: [line(dx, low, dx, high), line(dx - 4, low, dx + 4, low), line(dx - 4, high, dx + 4, high)] };
  },
};

// Texts that ECharts would make itself, by the name the options give them.
const texts = {
  said: (point) => `${point.seriesName}\n${point.name}: ${point.data.said}`,
  percent: (share) => `${Math.round(share * 100)}%`,
  number: (x) => String(x),
};

const named = (table, name) => Object.hasOwn(table, name) ? table[name] : undefined;

// known puts functions in place of their names, at the places where one stands.
function known(options) {
  for (const s of options.series) if (s.type === "custom") s.renderItem = named(marks, s.renderItem);
  options.tooltip.formatter = named(texts, options.tooltip.formatter);
  for (const axis of options.yAxis) axis.axisLabel.formatter = named(texts, axis.axisLabel.formatter);
  return options;
}

for (const holder of document.querySelectorAll(".explore")) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: holder.dataset.text });
  const stage = Object.assign(document.createElement("div"), { className: "explore-stage", hidden: true });
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", holder.dataset.label);
  button.setAttribute("aria-expanded", "false");
  holder.append(button, stage);
  let chart;
  button.addEventListener("click", async () => {
    stage.hidden = !stage.hidden;
    button.setAttribute("aria-expanded", String(!stage.hidden));
    if (chart || stage.hidden) return;
    const { init } = await import(holder.dataset.engine);
    chart = init(stage, null, { renderer: "canvas" });
    chart.setOption(known(JSON.parse(holder.querySelector("script").textContent)));
    new ResizeObserver(() => chart.resize()).observe(stage);
  });
}
