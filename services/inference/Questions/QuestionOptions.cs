using System.ComponentModel.DataAnnotations;
using Engram.Inference.Batching;

namespace Engram.Inference.Questions;

/// <summary>Which model answers questions, how much evidence it shows, and how questions are batched.</summary>
public sealed class QuestionOptions : BatchBounds
{
    public const string SectionName = "Inference:Questions";

    public QuestionOptions()
    {
        MaxBatchItems = 16;
        MaxBatchTokens = 1 << 17;
    }

    /// <summary>Name of the model package that answers from facts where the question names none. Default <c>fact-reader</c>.</summary>
    [Required]
    public string FactModel { get; set; } = "fact-reader";

    /// <summary>Name of the model package that answers from memories that are no facts, such as documents and tagged posts, where the
    /// question names none. Default <c>movies-kv-memnn</c>.</summary>
    [Required]
    public string Model { get; set; } = "movies-kv-memnn";

    /// <summary>Name of the model package that answers from stories where the question names none. Default <c>stories-memnn</c>.</summary>
    [Required]
    public string StoryModel { get; set; } = "stories-memnn";

    /// <summary>Most models of a sort, besides the default one, that questions may have loaded. Default 8.</summary>
    [Range(0, 1000)]
    public int MaxOtherModels { get; set; } = 8;

    /// <summary>Memories each hop names as its evidence, those it addressed most. Default 3.</summary>
    [Range(1, 100)]
    public int EvidenceMemories { get; set; } = 3;

    /// <summary>Questions in hand at a time. Under <see cref="BatchBounds.MaxBatchItems"/>, batches never fill. Default 32.</summary>
    [Range(1, 4096)]
    public int ConcurrentQuestions { get; set; } = 32;
}
