package crm

import (
	"slices"
	"strconv"
	"strings"

	"vonal/internal/fault"
)

// Money is an amount in the smallest unit of its currency: forints, cents. How
// many decimals a currency shows is the page's business.
type Money struct {
	Amount   int64
	Currency string // ISO 4217
}

// MostMoney bounds an amount, so that sums over many deals cannot overflow.
const MostMoney = 1_000_000_000_000_000

// currencies are those in which a deal can be made: ISO 4217, the ones in use.
var currencies = strings.Fields(`AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN
	BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
	GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
	LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
	QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
	UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG`)

// checked refuses an amount below nothing or beyond MostMoney, and a currency
// there is not.
func (m Money) checked(op string) error {
	switch {
	case m.Amount < 0:
		return fault.New(fault.Invalid, op, "an amount is not below 0").At("amount")
	case m.Amount > MostMoney:
		return fault.New(fault.Invalid, op, "an amount is at most %d", MostMoney).At("amount")
	case !slices.Contains(currencies, m.Currency):
		return fault.New(fault.Invalid, op, "there is no currency %q", clip(m.Currency)).At("currency")
	}
	return nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
