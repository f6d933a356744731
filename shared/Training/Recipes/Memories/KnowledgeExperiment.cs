using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Engram.MemoryNetworks.Encoding;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>Hyperparameters of a key-value memory network that answers with the entities of a knowledge base. An experiment file lists only
/// values that differ from the defaults.</summary>
public sealed record KnowledgeExperiment
{
    /// <summary>Training settings. The learning rate is multiplied by 0.7 after each epoch and the last weights are kept, because a
    /// thousand validation questions cannot tell good epochs apart.</summary>
    public TrainingSettings Training { get; init; } = new()
    {
        LearningRate = 2e-3,
        LearningRateDecay = 0.7,
        DecayEveryEpochs = 1,
        Epochs = 8,
        PatienceEpochs = 8,
        KeepLast = true,
        BatchExamples = 64,
        SortedBatches = 20,
    };

    /// <summary>D: width of word vectors. Default 200; the authors' code uses 500.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 200;

    /// <summary>H: how often the memory is read. Default 2, as in the paper.</summary>
    [Range(1, 8)]
    public int Hops { get; init; } = 2;

    /// <summary>Standard deviation of the initial word vectors. Default 0.3, so that entities differ clearly from the first step on,
    /// including those that no training question names. The authors' code starts at 0.1 and trains for days.</summary>
    [Range(1e-4, 10)]
    public double InitialWeights { get; init; } = 0.3;

    /// <summary>Whether the query is rotated after the last hop too, as the paper writes it. Default true; false matches the authors'
    /// code.</summary>
    public bool RotatesAfterLastHop { get; init; } = true;

    /// <summary>Whether rotations add a bias, as in the authors' code. Default false, as in the paper.</summary>
    public bool RotationBias { get; init; }

    /// <summary>Whether answers share the table of questions, keys and values (B = A). Default true, as in the authors' code.</summary>
    public bool SharedAnswers { get; init; } = true;

    /// <summary>Whether a learned NULL memory joins the recalled ones. Default false.</summary>
    public bool NullMemory { get; init; }

    /// <summary>N: negative answers drawn at random per batch, in addition to the values of the batch's own memories; 0 takes all answers.
    /// Default 1000, as in the authors' code, which adds no memory values.</summary>
    [Range(0, 10_000_000)]
    public int NegativeAnswers { get; init; } = 1000;

    /// <summary>Which right answers a step teaches when there are several. Default all of them.</summary>
    public RightAnswers RightAnswers { get; init; } = RightAnswers.Shared;

    /// <summary>Share of training questions that lose the memories that answer them (half of these lose all memories) and learn a uniform
    /// target, so that the network's certainty separates known from unknown. Default 0.</summary>
    [Range(0, 0.9)]
    public double Forgotten { get; init; }

    /// <summary>Step size of word vectors (Adagrad by row), as a multiple of the learning rate of the other weights (Adam). Default
    /// 50.</summary>
    [Range(1e-4, 1e6)]
    public double RowRate { get; init; } = 50;

    /// <summary>Initial sum of squared gradients of a word vector (mean over the vector). Default 1e-16, so that a negative answer moves
    /// away at once. From 1e-5 up it hardly moves, and with 40,000 answers those never drawn outrank the right ones.</summary>
    [Range(1e-20, 1)]
    public double InitialSquares { get; init; } = 1e-16;

    /// <summary>Words that occur less often in questions are unknown. Default 2.</summary>
    [Range(1, 1_000_000)]
    public int WordMinimumCount { get; init; } = 2;

    /// <summary>Symbols at which a question or a document sentence is truncated. Default 64.</summary>
    [Range(4, 1024)]
    public int LongestText { get; init; } = 64;

    /// <summary>Most memories per question. Default 1000, as in the authors' code.</summary>
    [Range(1, 10_000)]
    public int MaxMemories { get; init; } = 1000;

    /// <summary>Most steps from a question's entities to a recalled fact; 1 recalls only their own facts. Default 1.</summary>
    [Range(1, 4)]
    public int Steps { get; init; } = 1;

    /// <summary>An entity with more facts than this recalls none. Default 1000, as in the authors' code.</summary>
    [Range(1, 1_000_000)]
    public int MaxFacts { get; init; } = 1000;

    /// <summary>An entity reached on the way, not named in the question, leads no further when it has more facts than this. Default
    /// 100.</summary>
    [Range(1, 1_000_000)]
    public int MaxFactsOnTheWay { get; init; } = 100;

    /// <summary>How documents become memories, when documents replace facts. Default window-title, the paper's best.</summary>
    public DocumentRepresentation Represent { get; init; } = DocumentRepresentation.WindowTitle;

    /// <summary>W: symbols in a window around an entity, including the entity. Default 7, as in the paper.</summary>
    [Range(1, 101)]
    public int WindowWords { get; init; } = 7;

    /// <summary>Share of the first file of training questions held out for validation, which decides the best epoch, calibration and
    /// threshold. Default 0.1.</summary>
    [Range(0.001, 0.5)]
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Most validation questions. Default 2000.</summary>
    [Range(1, 1_000_000)]
    public int MaxValidationQuestions { get; init; } = 2000;
}

/// <summary>Which right answers a training step teaches when there are several.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RightAnswers>))]
public enum RightAnswers
{
    /// <summary>All, each with an equal share of the probability.</summary>
    [JsonStringEnumMemberName("shared")]
    Shared,

    /// <summary>One drawn at random, as in the authors' code; the others are neither taught nor penalized.</summary>
    [JsonStringEnumMemberName("drawn")]
    Drawn,
}
