// Package sheet reads and writes tables: CSV in the ways in which spreadsheets
// and old programs write it, and XLSX. It knows nothing of what the cells mean.
package sheet
