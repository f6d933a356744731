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

    /// <summary>Name of the model package that answers from facts if the question names no model. Default <c>fact-reader</c>.</summary>
    [Required]
    public string FactModel { get; set; } = "fact-reader";

    /// <summary>Name of the model package that answers from memories other than facts, such as documents and tagged posts, if the question
    /// names no model. Default <c>movies-kv-memnn</c>.</summary>
    [Required]
    public string Model { get; set; } = "movies-kv-memnn";

    /// <summary>Name of the model package that answers from stories if the question names no model. Default <c>stories-memnn</c>.</summary>
    [Required]
    public string StoryModel { get; set; } = "stories-memnn";

    /// <summary>Most models of one type, besides the default one, that questions may load. Default 8.</summary>
    [Range(0, 1000)]
    public int MaxOtherModels { get; set; } = 8;

    /// <summary>Memories reported as evidence per hop: those with the greatest weights. Default 3.</summary>
    [Range(1, 100)]
    public int EvidenceMemories { get; set; } = 3;

    /// <summary>Messages processed at a time, each with a question or a bundle of questions. Below <see cref="BatchBounds.MaxBatchItems"/>,
    /// batches of questions that come alone never fill. Default 32.</summary>
    [Range(1, 4096)]
    public int ConcurrentQuestions { get; set; } = 32;
}
