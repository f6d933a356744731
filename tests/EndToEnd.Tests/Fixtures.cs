// Each test runs a whole system; in parallel they would starve each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
