using Engram.Benchmarks;

return await Bench.RunAsync(args, [
    new BusBench(),
    new MemoryStoreBench(),
    new MemoryRecallBench(),
]);
