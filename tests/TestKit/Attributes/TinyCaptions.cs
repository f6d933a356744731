using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;

namespace Engram.TestKit.Attributes;

/// <summary>A prepared data set of captioned pictures of two kinds, a red dog and green grass, which differ in their features.</summary>
public static class TinyCaptions
{
    public const int Channels = 4;

    /// <summary>Writes the folder: two thirds of the pictures for training, one sixth for validation and one sixth for testing.</summary>
    public static void Write(string directory, int pictures = 60)
    {
        using var writer = new TaggerDataSetWriter(directory, Channels);
        var random = new Random(1);
        for (var i = 0; i < pictures; i++)
        {
            var isDog = i % 2 == 0;
            var grid = new float[KeyphraseInterface.GridRegions * Channels];
            for (var at = 0; at < grid.Length; at++)
                grid[at] = random.NextSingle() + (at % Channels == (isDog ? 0 : 1) ? 1 : 0);
            writer.Add(
                new LabelledPost
                {
                    Id = $"captions/{i}.jpg",
                    Source = "captions",
                    Text = isDog ? "a big red dog standing in the sky\nThe red dog!" : "Green grass for a zebra",
                    Ocr = "",
                    Attributes = ["zebra"],
                    Keyphrases = [],
                    Split = (i / 2 % 6) switch { 4 => DataSplit.Valid, 5 => DataSplit.Test, _ => DataSplit.Train },
                },
                grid,
                []);
        }

        writer.Complete("eye/1", "eye/1", [new TrainingData { Name = "captions.json", Sha256 = new string('0', 64), Rows = pictures }]);
    }
}
