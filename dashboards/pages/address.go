package pages

import "athar/models"

// Address is the address of a page or a figure of it with some choices; the
// extension is empty for a page.
func (v *View) Address(page, figure, extension string, c Choices) string {
	return v.AddressIn(v.Language, page, figure, extension, c)
}

// AddressIn is Address in a language.
func (v *View) AddressIn(l models.Language, page, figure, extension string, c Choices) string {
	path := "/" + string(l) + "/" + page
	if figure != "" {
		path += "/" + figure
	}
	if extension != "" {
		path += "." + extension
	}
	defaults := v.Defaults
	if page != v.Page.Name {
		defaults = Choices{}
	}
	if q := c.query(defaults); q != "" {
		path += "?" + q
	}
	return path
}

// Query is the canonical query of the view.
func (v *View) Query() string { return v.Choices.query(v.Defaults) }
