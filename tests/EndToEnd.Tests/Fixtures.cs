// Each test here runs whole systems: two at a time would only measure how they starve each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
