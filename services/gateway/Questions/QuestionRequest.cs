using System.ComponentModel;
using Engram.Gateway.Api;

namespace Engram.Gateway.Questions;

/// <summary>A question as JSON: to a memory set, or about a story that comes with it.</summary>
public sealed record QuestionRequest
{
    private const int MostAnswers = 1000;
    private const int DefaultAnswers = 100;
    private const int LongestModelName = 200;

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

    /// <exception cref="ProblemException">A field is missing or out of range.</exception>
    public IncomingQuestion Check(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var id = Id is null ? null : CallerId.Parse(Id);
        if (string.IsNullOrWhiteSpace(Text))
            throw new ProblemException(Problems.InvalidField("text", "is empty; give the question's words"));
        TextRule.Check("text", Text, options.MaxTextCharacters);
        if (Story is null && string.IsNullOrWhiteSpace(Memory))
            throw new ProblemException(Problems.InvalidField("memory", "is empty; name the memory set to ask, or give a story"));
        if (Story is not null && Memory is not null)
            throw new ProblemException(Problems.InvalidField("story", "comes with a memory set; give one of the two"));
        if (Model is { } model && (string.IsNullOrWhiteSpace(model) || model.Length > LongestModelName))
            throw new ProblemException(Problems.InvalidField("model", $"is no name of a model; give 1 to {LongestModelName} characters, or leave it out"));
        TextRule.Check("model", Model ?? "", LongestModelName);
        if (MaxAnswers is < 1 or > MostAnswers)
            throw new ProblemException(Problems.InvalidField("maxAnswers", $"is {MaxAnswers}; give a number from 1 to {MostAnswers}"));
        var story = Story is null ? null : CheckStory(Story, options);
        return new IncomingQuestion(Text, Memory, story, Model, MaxAnswers ?? DefaultAnswers) { Id = id };
    }

    private static IReadOnlyList<string> CheckStory(IReadOnlyList<string?> story, GatewayOptions options)
    {
        if (story.Count == 0)
            throw new ProblemException(Problems.InvalidField("story", "is empty; give its sentences"));
        if (story.Count > options.MaxStorySentences)
            throw new ProblemException(Problems.InvalidField("story", $"has {story.Count} sentences; give at most {options.MaxStorySentences}"));
        foreach (var (place, sentence) in story.Index())
        {
            if (string.IsNullOrWhiteSpace(sentence))
                throw new ProblemException(Problems.InvalidField($"story[{place}]", "is empty; give a sentence or leave it out"));
            TextRule.Check($"story[{place}]", sentence, options.MaxTextCharacters);
        }

        var characters = story.Sum(sentence => (long)sentence!.Length);
        return characters <= options.MaxStoryCharacters
            ? [.. story.Select(sentence => sentence!)]
            : throw new ProblemException(Problems.InvalidField("story", $"is {characters} characters long; give at most {options.MaxStoryCharacters}"));
    }
}

/// <summary>A question that was checked.</summary>
/// <param name="Text">The question's words.</param>
/// <param name="Memory">Name of the memory set; null for a story.</param>
/// <param name="Story">Its sentences; null for a memory set.</param>
/// <param name="Model">Name of the model that is to answer; null for the default one.</param>
/// <param name="MaxAnswers">Most answers wanted.</param>
public sealed record IncomingQuestion(string Text, string? Memory, IReadOnlyList<string>? Story, string? Model, int MaxAnswers)
{
    /// <summary>Null when its asker gave none.</summary>
    public string? Id { get; init; }
}
