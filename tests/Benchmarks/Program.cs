using System.Globalization;
using Engram.Benchmarks;
using Engram.Keyphrases.Search;

// --memories N: size of the set in the memory-start and memory-scale stages. Default 1,000,000.
const string memoriesOption = "--memories";
var memories = 1_000_000;
if (Array.IndexOf(args, memoriesOption) is var at and >= 0)
{
    if (at + 1 == args.Length || !int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out memories)
        || memories is < 1000 or > 100_000_000)
    {
        await Console.Error.WriteLineAsync($"{memoriesOption} takes a number from 1000 to 100000000.");
        return 2;
    }

    args = [.. args[..at], .. args[(at + 2)..]];
}

await using var scale = new MemoryScale(memories);
return await Bench.RunAsync(args, [
    new PaddleBench(),
    new TesseractBench(),
    new PictureBench("webp", image => image.WebpsaveBuffer(q: 75)),
    new PictureBench("jpeg", image => image.JpegsaveBuffer(q: 80)),
    new VisionBench(),
    new TaggerBench(),
    new KeyphraseBench("keyphrases-beam", new BeamSearchOptions()),
    // With three beams the mixture loses 0.003 of F1@1 on CMKP's dev posts.
    new KeyphraseBench("keyphrases-beam-3", new BeamSearchOptions { Beams = 3 }),
    new KeyphraseBench("keyphrases-classifier", search: null),
    new KeyphraseTrainingBench(),
    new StoryTrainingBench(),
    new MemoryStoreBench(),
    new MemoryRecallBench(),
    new MemoryStartBench(scale),
    new MemoryScaleBench.BesideGin(scale),
    new MemoryScaleBench.BesideXapian(scale),
    new NeighbourBench(),
    new BusBench(),
]);
