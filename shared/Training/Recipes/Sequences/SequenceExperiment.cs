using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Engram.Training.Loop;
using Engram.Training.Models;

namespace Engram.Training.Recipes.Sequences;

/// <summary>Hyperparameters of a sequence network. An experiment file lists only values that differ from the defaults, which are
/// RecBole's.</summary>
public sealed record SequenceExperiment
{
    /// <summary>Training settings. A package may replace another only if it ranks better than popularity.</summary>
    public TrainingSettings Training { get; init; } = new()
    {
        LearningRate = 1e-3,
        LearningRateDecay = 1,
        Epochs = 100,
        PatienceEpochs = 10,
        BatchExamples = 32,
        MinimumMetrics = new Dictionary<string, double> { [SequenceTask.OverPopularity] = 0 },
    };

    /// <summary>File of the knowledge base, relative to the data's folder. Default <c>triples.ndjson</c>; not for RecBole's files, which
    /// bring their own.</summary>
    public string? Knowledge { get; init; }

    /// <summary>Items with fewer events are left out. Default 1.</summary>
    [Range(1, 1_000_000)]
    public int MinItemEvents { get; init; } = 1;

    /// <summary>Subjects with fewer events are left out. Default 3: one to read, one to validate on, one to test on.</summary>
    [Range(3, 1_000_000)]
    public int MinSubjectEvents { get; init; } = 3;

    /// <summary>Only a subject's last events are used. Default 200, as in the authors' code.</summary>
    [Range(3, 1_000_000)]
    public int MaxEvents { get; init; } = 200;

    /// <summary>Events that a state is built from, in training and in serving. Default 50.</summary>
    [Range(2, 1000)]
    public int Window { get; init; } = 50;

    /// <summary>How events are held out. Default leave-one-out.</summary>
    public SequenceSplit Split { get; init; } = SequenceSplit.LeaveOneOut;

    /// <summary>Share of the events, the latest ones, that a split by time holds out. Default 0.1.</summary>
    [Range(0.01, 0.9)]
    public double HeldOut { get; init; } = 0.1;

    /// <summary>Trains on the events of this many subjects, drawn by the split's seed; the others are only tested, as new subjects are when
    /// serving. 0 trains on all. Default 0.</summary>
    [Range(0, 10_000_000)]
    public int TrainSubjects { get; init; }

    /// <summary>Seed of the order of simultaneous events, of <see cref="TrainSubjects"/> and of sampled negatives. Separate from the
    /// training's, so that several trainings are measured on the same events. Default 1.</summary>
    public int SplitSeed { get; init; } = 1;

    /// <summary>Whether what a subject has met already is ranked again: true for hashtags, false for films. Default false.</summary>
    public bool Repeats { get; init; }

    /// <summary>Width of an item's own vector. Default 64.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 64;

    /// <summary>Units of the GRU. Default 128; 256 in the official form.</summary>
    [Range(1, 4096)]
    public int Hidden { get; init; } = 128;

    /// <summary>Width of the vectors in the score; 0 takes <see cref="Width"/>. Default 0; 100 in the official form.</summary>
    [Range(0, 4096)]
    public int ScoreWidth { get; init; }

    /// <summary>Dropout on the GRU's input. Default 0.1.</summary>
    [Range(0, 0.9)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Sharpness of the softmax over relations. Default 10; 1 in the official form.</summary>
    [Range(0.01, 1000)]
    public double Gamma { get; init; } = 10;

    /// <summary>Default cross entropy over all items.</summary>
    public SequenceLoss Loss { get; init; } = SequenceLoss.CrossEntropy;

    /// <summary>Negative items of each step for BPR, drawn by popularity among what the subject never met. Default 10.</summary>
    [Range(1, 10_000)]
    public int Negatives { get; init; } = 10;

    /// <summary>Where entity and relation vectors come from. Default TransE.</summary>
    public KnowledgeVectors Vectors { get; init; } = KnowledgeVectors.TransE;

    /// <summary>Whether entity vectors stay as they came. Default false; true in the official form.</summary>
    public bool FreezeEntities { get; init; }

    /// <summary>Form of KSR's equations. Default RecBole's.</summary>
    public KsrForm Form { get; init; } = KsrForm.RecBole;

    /// <summary>Share of items that lose their own vector in a training step, so that entities alone learn to speak for items that come
    /// after training. Default 0, as in both published forms.</summary>
    [Range(0, 0.9)]
    public double ColdShare { get; init; }

    /// <summary>How TransE is trained.</summary>
    public TransEExperiment TransE { get; init; } = new();
}

/// <summary>Hyperparameters of TransE.</summary>
public sealed record TransEExperiment
{
    /// <summary>Training settings.</summary>
    public TrainingSettings Training { get; init; } = new()
    {
        LearningRate = 5e-3,
        LearningRateDecay = 1,
        Epochs = 30,
        PatienceEpochs = 30,
        BatchExamples = 1024,
        KeepLast = true,
    };

    /// <summary>File of the knowledge base, relative to the data's folder, for a training of its own. Default
    /// <c>triples.ndjson</c>.</summary>
    public string? Knowledge { get; init; }

    /// <summary>K: width of the vectors. Default 64.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 64;

    /// <summary>Share of the facts held out to measure on. Default 0.05; a recommender learns from all of them.</summary>
    [Range(0, 0.5)]
    public double HeldOut { get; init; } = 0.05;
}

/// <summary>How events are held out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SequenceSplit>))]
public enum SequenceSplit
{
    /// <summary>Each subject's last event is tested, the one before validates. What others did later is known.</summary>
    [JsonStringEnumMemberName("leave-one-out")]
    LeaveOneOut,

    /// <summary>Trains on what happened before a point in time, and tests each subject's last event after it.</summary>
    [JsonStringEnumMemberName("time")]
    Time,
}

/// <summary>Losses of sequence networks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SequenceLoss>))]
public enum SequenceLoss
{
    /// <summary>-log softmax over all items, at every step.</summary>
    [JsonStringEnumMemberName("cross-entropy")]
    CrossEntropy,

    /// <summary>-log sigmoid(score of the next item - score of a negative) (Rendle et al. 2009).</summary>
    [JsonStringEnumMemberName("bpr")]
    Bpr,
}

/// <summary>Sources of entity and relation vectors.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KnowledgeVectors>))]
public enum KnowledgeVectors
{
    /// <summary>TransE on the knowledge base.</summary>
    [JsonStringEnumMemberName("transe")]
    TransE,

    /// <summary>Random vectors of the same scale: the control that shows what is due to the knowledge.</summary>
    [JsonStringEnumMemberName("random")]
    Random,
}
