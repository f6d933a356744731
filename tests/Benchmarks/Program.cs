using Engram.Benchmarks;
using Engram.ModelPackage.Keyphrases;

return await Bench.RunAsync(args, [
    new PaddleBench(),
    new TesseractBench(),
    new VisionBench(),
    new TaggerBench(),
    new KeyphraseBench("keyphrases-beam", new BeamSearchOptions()),
    new KeyphraseBench("keyphrases-beam-5", new BeamSearchOptions { Beams = 5 }),
    new KeyphraseBench("keyphrases-classifier", search: null),
    new MemoryStoreBench(),
    new MemoryRecallBench(),
    new NeighbourBench(),
    new BusBench(),
]);
