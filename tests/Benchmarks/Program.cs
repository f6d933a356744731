using Engram.Benchmarks;

return await Bench.RunAsync(args, [
    new PaddleBench(),
    new TesseractBench(),
    new VisionBench(),
    new TaggerBench(),
    new MemoryStoreBench(),
    new MemoryRecallBench(),
    new NeighbourBench(),
    new BusBench(),
]);
