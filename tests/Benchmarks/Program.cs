using System.Globalization;
using Engram.Benchmarks;
using Engram.Benchmarks.EndToEnd;
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

// end-to-end [--posts N] [--save FILE]: the whole system under load, in processor time per item. Default 4,000 posts.
const string postsOption = "--posts", saveOption = "--save";
if (args is [EndToEndBench.Stage, .. var rest])
{
    var posts = 4_000;
    string? file = null;
    for (; rest is [var option, var value, ..]; rest = rest[2..])
    {
        if (option == saveOption)
            file = value;
        else if (option != postsOption || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out posts) || posts < 2_000)
            break;
    }

    if (rest.Length > 0)
    {
        await Console.Error.WriteLineAsync(
            $"{EndToEndBench.Stage} takes {postsOption} with a number from 2000, and {saveOption} with a file.");
        return 2;
    }

    await EndToEndBench.RunAsync(posts, file);
    return 0;
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
    new RecommendBench(),
    new BusBench(),
]);
