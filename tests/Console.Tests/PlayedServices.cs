using System.Collections.Concurrent;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Contracts.Models;
using Engram.Contracts.Questions;
using Engram.Gateway.Tests;

namespace Engram.Console.Tests;

/// <summary>Answers of the other services, made up, that fill every part of the screens.</summary>
internal static class PlayedServices
{
    public const string Tagger = "tagger/1";

    /// <summary>A post that holds it gets the whole text as its keyphrase.</summary>
    public const string Literal = "literal:";

    private const int GridCells = 49;

    private static readonly MemorySetStatistics Size = new() { Epoch = 3, Memories = 2, Words = 4, HashedWords = 4 };

    public static void Play(OtherServices others)
    {
        var withdrawn = new ConcurrentDictionary<Guid, bool>();
        others.ReadPicture = image => [TextOf(image), FeaturesOf(image)];
        others.Predict = command => [TagsOf(command)];
        others.Ask = question => [question.Text.Contains("Jaws", StringComparison.Ordinal) ? Answer(question) : Decline(question)];
        others.Store = chunk => [Stored(chunk.Set.SetId, chunk.ImportId, chunk.Chunk, added: chunk.Lines, removed: 0)];
        others.Withdraw = chunk =>
        {
            withdrawn[chunk.Set.SetId] = true;
            return [Stored(chunk.Set.SetId, chunk.ImportId, chunk.Chunk, added: 0, removed: 1)];
        };
        others.List = listing => new FactsListed
        {
            Facts = listing.Entity == "nobody" || withdrawn.ContainsKey(listing.SetId) ? [] : [Fact(listing.Entity ?? "Jaws")],
        };
        var promoted = new ConcurrentStack<string>(["1"]);
        others.Packages = () => new ModelsListed { Models = [Package("1", promoted), Package("2", promoted)] };
        others.Promote = message =>
        {
            if (message.Version is { } version)
                promoted.Push(version);
            else
                promoted.TryPop(out _);
            return new PromotionAnswered { Name = message.Name, Version = promoted.First() };
        };
        others.Train = training => [Report(training.RunId, number: 1, loss: 0.9), Report(training.RunId, number: 2, loss: 0.4)];
        others.Cancel = cancelled => [new TrainingCancelled { RunId = cancelled.RunId, Name = cancelled.Name }];
    }

    public static ModelLoaded Model() => new()
    {
        Name = "tagger",
        Version = "1",
        Kind = "keyphrases",
        Device = "cpu",
        Instance = "test:1",
        LoadedAt = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero),
        Metrics = new Dictionary<string, double> { ["f1@1"] = 0.33 },
        HopLimits = new HopLimits { MaxMemories = 1000, Steps = 2, MaxFacts = 100, MaxFactsOnTheWay = 100 },
    };

    private static StoredModel Package(string version, ConcurrentStack<string> promoted)
    {
        var served = promoted.ToArray();
        return new StoredModel
        {
            Name = "tagger",
            Version = version,
            Kind = "keyphrases",
            IsCurrent = served[0] == version,
            RollbackTo = served[0] == version && served.Length > 1 ? served[1] : null,
            HasSample = true,
            Command = "engram-lab train keyphrases",
            Metrics = new Dictionary<string, double> { ["f1@1"] = 0.33 },
        };
    }

    private static ImageTextRecognized TextOf(ImageReceived image) => new()
    {
        PostId = image.PostId,
        PictureSha256 = image.PictureSha256,
        Engine = "paddle/pp-ocrv4",
        Text = "GOOD DOG",
        Lines = [new RecognizedLine { Text = "GOOD DOG", Confidence = 0.97f, Box = [20, 20, 180, 24, 179, 60, 19, 56] }],
    };

    private static ImageFeaturesExtracted FeaturesOf(ImageReceived image) => new()
    {
        PostId = image.PostId,
        Grid = new FeatureGrid
        {
            PictureSha256 = image.PictureSha256, Model = "ssd-mobilenet-v2/1", Regions = GridCells, Channels = 1280,
        },
        Objects = [new DetectedObject { Label = "dog", Score = 0.91f, Box = [0.3f, 0.25f, 0.8f, 0.95f] }],
        Attributes = ["dog", "leash"],
        AttributeModel = "attributes/1",
    };

    private static KeyphrasesPredicted TagsOf(PredictKeyphrases command) => new()
    {
        CommandId = command.CommandId,
        PostId = command.PostId,
        Model = Tagger,
        Keyphrases = command.Text.StartsWith(Literal, StringComparison.Ordinal)
            ? [Tag(command.Text, "#" + command.Text, 0.5f, KeyphraseSource.Post, [])]
            :
            [
                Tag("dog walk", "#DogWalk", 0.92f, KeyphraseSource.CopiedFromPost, [Word("dog", 0.5f), Word("walk", 0.3f)]),
                .. command.OcrText is null ? [] : new[]
                {
                    Tag("good dog", "#GoodDog", 0.61f, KeyphraseSource.CopiedFromOcr, [Word("good", 0.4f, isFromPicture: true)]),
                },
                Tag("pets", "#Pets", 0.34f, KeyphraseSource.Neighbour, []),
            ],
        Attention = new PostAttention
        {
            Words = [Word("dog", 0.42f), Word("walk", 0.21f), Word("good", 0.08f, isFromPicture: true)],
            Regions = [.. Enumerable.Range(0, GridCells).Select(cell => cell is 24 or 31 ? 0.25f : 0.5f / (GridCells - 2))],
        },
        Neighbours = new RecalledNeighbours
        {
            SetId = Guid.Empty,
            Epoch = 3,
            Posts = [new NeighbourPost { MemoryId = 7, PostId = "sample:7", Similarity = 0.63f, Keyphrases = ["pets", "dog park"] }],
        },
    };

    private static Keyphrase Tag(string phrase, string hashtag, float score, KeyphraseSource source, IReadOnlyList<AttendedWord> words) =>
        new() { Phrase = phrase, Hashtag = hashtag, Score = score, Source = source, Words = words };

    private static AttendedWord Word(string word, float weight, bool isFromPicture = false) =>
        new() { Word = word, Weight = weight, IsFromPicture = isFromPicture };

    private static QuestionAnswered Answer(QuestionAsked question) => new()
    {
        QuestionId = question.QuestionId,
        Model = "movies-kv-memnn/1",
        Epoch = 3,
        Score = 0.87f,
        UnansweredBelow = 0.5f,
        Answers = [new Answer { Text = "Steven Spielberg", Score = 0.83f }],
        Hops =
        [
            new HopEvidence { Hop = 1, Memories = [Memory("Jaws directed_by", "Steven Spielberg", 0.8f)], RestWeight = 0.2f },
            new HopEvidence { Hop = 2, Memories = [Memory("Steven Spielberg !directed_by", "Jaws", 0.6f)], RestWeight = 0.4f },
        ],
    };

    private static QuestionUnanswered Decline(QuestionAsked question) => new()
    {
        QuestionId = question.QuestionId,
        Code = QuestionUnanswered.LowScore,
        Reason = "The best answer is too likely to be wrong.",
        Model = "movies-kv-memnn/1",
        Epoch = 3,
        Score = 0.12f,
        Candidates = [new Answer { Text = "Somebody", Score = 0.1f }],
        UnknownWords = ["flurbed"],
    };

    private static AddressedMemory Memory(string key, string value, float weight) =>
        new() { MemoryId = 1, Key = key, Value = value, Weight = weight };

    private static MemoriesStored Stored(Guid setId, Guid importId, int chunk, int added, int removed) =>
        new() { SetId = setId, ImportId = importId, Chunk = chunk, Added = added, Removed = removed, Statistics = Size };

    private static ListedFact Fact(string subject) => new()
    {
        MemoryId = 1,
        Kind = FactKind.Triple,
        Subject = subject,
        Relation = "directed_by",
        ObjectText = "Steven Spielberg",
        Source = "sample",
    };

    private static TrainingProgressed Report(Guid run, long number, double loss) => new()
    {
        RunId = run,
        Number = number,
        Epoch = (int)number,
        Epochs = 5,
        Step = 3,
        Steps = 9,
        Loss = loss,
        Metrics = new Dictionary<string, double> { ["hits@1"] = 0.4 },
    };
}
