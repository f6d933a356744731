using Engram.Keyphrases.Encoding;

namespace Engram.TestKit.Keyphrases;

/// <summary>A few dozen posts about three subjects in the CMKP file format, and a small experiment on them.</summary>
public sealed class TinyPosts : IDisposable
{
    public const string Experiment = """
        {
          "ocr": true, "attributes": true, "embeddingWidth": 8, "hiddenUnits": 6, "layers": 2, "heads": 2, "headWidth": 4, "dropout": 0.2,
          "fusion": "attention", "pairs": ["text-over-text", "text-over-attributes", "attributes-over-text"],
          "vocabularyWords": 40,
          "training": { "seed": 3, "batchExamples": 8, "epochs": 3, "learningRate": 0.01 },
          "secondPhase": { "seed": 4, "batchExamples": 8, "epochs": 2, "learningRate": 0.001 }
        }
        """;

    private static readonly (string[] Words, string Phrase, string Attributes)[] Subjects =
    [
        (["match", "goal", "team", "striker"], "premier league", "man ball field grass game"),
        (["song", "album", "stage", "tour"], "new music", "woman microphone guitar stage people"),
        (["rain", "storm", "cloud", "wind"], "weather", "sky cloud tree road water"),
    ];

    private readonly TemporaryFolder _folder = new();

    /// <param name="devPosts">Number of dev posts. There are always 36 training posts.</param>
    public TinyPosts(int devPosts = 12)
    {
        Write(Train, "train", 36, seed: 1);
        Write(Dev, "dev", devPosts, seed: 2);
    }

    public CmkpFiles Train => CmkpFiles.In(_folder.Path, "train");

    public CmkpFiles Dev => CmkpFiles.In(_folder.Path, "dev");

    public void Dispose() => _folder.Dispose();

    private static void Write(CmkpFiles files, string name, int count, int seed)
    {
        var random = new Random(seed);
        List<string> posts = [], ocr = [], attributes = [];
        for (var i = 0; i < count; i++)
        {
            var (words, phrase, seen) = Subjects[random.Next(Subjects.Length)];
            // Every third post contains a unique name outside the vocabulary, which the model can only copy.
            var isNamed = i % 3 == 0;
            var author = $"author{name}{i}";
            var text = string.Join(' ', Enumerable.Range(0, 2 + random.Next(6)).Select(_ => words[random.Next(words.Length)]))
                + (isNamed ? $" {author}" : "");
            posts.Add($"{text}<sep>{(isNamed ? author + ";" : "")}{phrase}{(i % 2 == 0 ? "<sep>https://example.org/a.jpg" : "")}");
            ocr.Add(i % 4 == 0 ? "breaking news about " + words[0] : "");
            attributes.Add(i % 5 == 0 ? "" : seen);
        }

        File.WriteAllLines(files.Posts, posts);
        File.WriteAllLines(files.Ocr!, ocr);
        File.WriteAllLines(files.Attributes!, attributes);
    }
}
