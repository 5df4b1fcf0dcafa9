package crm

// Board is a pipeline with the deals that stand in its stages.
type Board struct {
	Pipeline Pipeline
	Columns  []BoardColumn
}

// BoardColumn is one stage: how many deals there are, what they are worth in
// each currency, and the first of them.
type BoardColumn struct {
	Stage Stage
	Count int
	Sums  []Money
	Deals []Deal
}
