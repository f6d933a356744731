using System.ComponentModel;

namespace Engram.ApiContracts.Questions;

/// <summary>A question as JSON: to a memory set, or about a story that it brings along.</summary>
public sealed record QuestionRequest
{
    [Description(
        "What to call the question: 1 to 128 of A-Z a-z 0-9 . _ : - , but not '.' or '..'. The same id with the same body is the "
        + "same question. Made up when left out.")]
    public string? Id { get; init; }

    [Description("The question's words.")]
    public string? Text { get; init; }

    [Description("Name of the memory set to ask. Either this or a story.")]
    public string? Memory { get; init; }

    [Description("Sentences of a story, in the order they were told, that the question is about. Either this or a memory set.")]
    public IReadOnlyList<string?>? Story { get; init; }

    [Description("Name of the model package that is to answer. Default: the one that inference has for memory sets, or for stories.")]
    public string? Model { get; init; }

    [Description("Most answers wanted, 1 to 1000. Default 100.")]
    public int? MaxAnswers { get; init; }
}
