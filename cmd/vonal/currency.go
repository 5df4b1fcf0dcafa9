package main

import (
	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

// currencyOf is what a deal is reckoned in that a hashtag begins: the currency
// of the company's own country, by the CLDR; the euro where it has none.
func currencyOf(country string) string {
	region, err := language.ParseRegion(country)
	if err != nil {
		return "EUR"
	}
	unit, known := currency.FromRegion(region)
	if !known {
		return "EUR"
	}
	return unit.String()
}
