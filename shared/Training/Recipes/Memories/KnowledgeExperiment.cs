using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Engram.MemoryNetworks.Encoding;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>What may differ between two trainings of a key-value memory network that answers with the entities of a knowledge base; an
/// experiment file names only what differs.</summary>
public sealed record KnowledgeExperiment
{
    /// <summary>How it is trained. The rate falls by 0.7 each epoch and the last weights are kept: a thousand validation questions tell
    /// epochs apart no better than that.</summary>
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

    /// <summary>D: width of word vectors. Default 200; the authors' code has 500.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 200;

    /// <summary>H: how often the memory is read. Default 2, as the paper.</summary>
    [Range(1, 8)]
    public int Hops { get; init; } = 2;

    /// <summary>Deviation of word vectors at the start. Default 0.3: entities then are told apart from the first step on, also those that
    /// no training question names. The authors' code starts at 0.1 and trains for days.</summary>
    [Range(1e-4, 10)]
    public double InitialWeights { get; init; } = 0.3;

    /// <summary>Whether the query is turned after the last hop too, as the paper writes it. Default true; false is the authors'
    /// code.</summary>
    public bool RotatesAfterLastHop { get; init; } = true;

    /// <summary>Whether rotations add a bias, as in the authors' code. Default false, as the paper.</summary>
    public bool RotationBias { get; init; }

    /// <summary>Whether answers share the table of questions, keys and values (B = A). Default true, as the authors' code.</summary>
    public bool SharedAnswers { get; init; } = true;

    /// <summary>Whether a learned NULL memory stands beside those recalled. Default false.</summary>
    public bool NullMemory { get; init; }

    /// <summary>N: answers drawn at random that a batch's right answers are told from, beside the values of its own memories; 0 tells them
    /// from all. Default 1000, as the authors' code, which takes no values along.</summary>
    [Range(0, 10_000_000)]
    public int NegativeAnswers { get; init; } = 1000;

    /// <summary>Which of several right answers a step teaches. Default all of them.</summary>
    public RightAnswers RightAnswers { get; init; } = RightAnswers.Shared;

    /// <summary>Share of training questions asked without the memories that answer them, half of them without any, and taught to find every
    /// answer equally likely: so the network's certainty tells what is known from what is not. Default 0.</summary>
    [Range(0, 0.9)]
    public double Forgotten { get; init; }

    /// <summary>Step size of word vectors (Adagrad by row), as a multiple of the learning rate of the rest (Adam). Default 50.</summary>
    [Range(1e-4, 1e6)]
    public double RowRate { get; init; } = 50;

    /// <summary>What the sum of squares of a word vector's gradients starts with (mean over the vector). Default 1e-16, so that an answer
    /// drawn at random moves away at once; from 1e-5 it hardly does, and of 40,000 answers those never drawn then outrank the right
    /// ones.</summary>
    [Range(1e-20, 1)]
    public double InitialSquares { get; init; } = 1e-16;

    /// <summary>Words seen less often in questions are unknown. Default 2.</summary>
    [Range(1, 1_000_000)]
    public int WordMinimumCount { get; init; } = 2;

    /// <summary>Symbols a question, or a sentence of a document, is cut to. Default 64.</summary>
    [Range(4, 1024)]
    public int LongestText { get; init; } = 64;

    /// <summary>Most memories of a question. Default 1000, as the authors' code.</summary>
    [Range(1, 10_000)]
    public int MaxMemories { get; init; } = 1000;

    /// <summary>How many facts away from a question's entities a fact may be to be recalled. Default 1.</summary>
    [Range(1, 4)]
    public int Steps { get; init; } = 1;

    /// <summary>An entity with more facts recalls none. Default 1000, as the authors' code.</summary>
    [Range(1, 1_000_000)]
    public int MaxFacts { get; init; } = 1000;

    /// <summary>An entity that a question leads to but does not name, with more facts than that, leads no further. Default 100.</summary>
    [Range(1, 1_000_000)]
    public int MaxFactsOnTheWay { get; init; } = 100;

    /// <summary>How documents become memories, where documents are read in place of facts. Default window-title, the paper's
    /// best.</summary>
    public DocumentRepresentation Represent { get; init; } = DocumentRepresentation.WindowTitle;

    /// <summary>W: symbols of a window around an entity, itself included. Default 7, as the paper.</summary>
    [Range(1, 101)]
    public int WindowWords { get; init; } = 7;

    /// <summary>Share of the first file of training questions kept out of training; by them the best epoch, calibration and threshold are
    /// chosen. Default 0.1.</summary>
    [Range(0.001, 0.5)]
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Most validation questions. Default 2000.</summary>
    [Range(1, 1_000_000)]
    public int MaxValidationQuestions { get; init; } = 2000;
}

/// <summary>Which of several right answers a step of training teaches.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RightAnswers>))]
public enum RightAnswers
{
    /// <summary>All, each with an even share of the probability.</summary>
    [JsonStringEnumMemberName("shared")]
    Shared,

    /// <summary>One drawn at random, as the authors' code; the others are told from neither side.</summary>
    [JsonStringEnumMemberName("drawn")]
    Drawn,
}
