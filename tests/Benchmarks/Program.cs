using Engram.Benchmarks;
using Engram.ModelPackage.Keyphrases;

return await Bench.RunAsync(args, [
    new PaddleBench(),
    new TesseractBench(),
    new VisionBench(),
    new TaggerBench(),
    new KeyphraseBench("keyphrases-beam", new BeamSearchOptions()),
    // On CMKP's dev posts three beams cost the mixture 0.003 of F1@1.
    new KeyphraseBench("keyphrases-beam-3", new BeamSearchOptions { Beams = 3 }),
    new KeyphraseBench("keyphrases-classifier", search: null),
    new KeyphraseTrainingBench(),
    new MemoryStoreBench(),
    new MemoryRecallBench(),
    new NeighbourBench(),
    new BusBench(),
]);
