using System.ComponentModel;
using System.Diagnostics;
using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Gateway.Http;

namespace Engram.Gateway.Questions;

/// <summary>A checked question.</summary>
/// <param name="Text">The question's text.</param>
/// <param name="Memory">Name of the memory set; null for a story.</param>
/// <param name="Story">Sentences of the story; null for a memory set.</param>
/// <param name="Model">Name of the requested model; null for the default one.</param>
/// <param name="MaxAnswers">Maximum number of answers.</param>
public sealed record IncomingQuestion(string Text, string? Memory, IReadOnlyList<string>? Story, string? Model, int MaxAnswers)
{
    private const int MostAnswers = 1000;
    private const int DefaultAnswers = 100;
    private const int LongestModelName = 200;

    /// <summary>The client's id; null if the client gave none.</summary>
    public string? Id { get; init; }

    /// <summary>The request that brought the question, if the question is stored outside of it; the question's message joins its
    /// trace.</summary>
    internal Activity? Trace { get; init; }

    /// <exception cref="ProblemException">A field is missing or out of range.</exception>
    public static IncomingQuestion Check(QuestionRequest request, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        var id = request.Id is null ? null : CallerId.Parse(request.Id);
        if (string.IsNullOrWhiteSpace(request.Text))
            throw new ProblemException(BodyProblems.InvalidField("text", "is empty; give the question's words"));
        TextRule.Check("text", request.Text, options.MaxTextCharacters);
        if (request.Story is null && string.IsNullOrWhiteSpace(request.Memory))
            throw new ProblemException(BodyProblems.InvalidField("memory", "is empty; name the memory set to ask, or give a story"));
        if (request.Story is not null && request.Memory is not null)
            throw new ProblemException(BodyProblems.InvalidField("story", "comes with a memory set; give one of the two"));
        if (request.Model is { } model && (string.IsNullOrWhiteSpace(model) || model.Length > LongestModelName))
            throw new ProblemException(
                BodyProblems.InvalidField("model", $"is no name of a model; give 1 to {LongestModelName} characters, or leave it out"));
        TextRule.Check("model", request.Model ?? "", LongestModelName);
        if (request.MaxAnswers is < 1 or > MostAnswers)
            throw new ProblemException(
                BodyProblems.InvalidField("maxAnswers", $"is {request.MaxAnswers}; give a number from 1 to {MostAnswers}"));
        var story = request.Story is null ? null : CheckStory(request.Story, options);
        return new IncomingQuestion(request.Text, request.Memory, story, request.Model, request.MaxAnswers ?? DefaultAnswers) { Id = id };
    }

    private static IReadOnlyList<string> CheckStory(IReadOnlyList<string?> story, GatewayOptions options)
    {
        if (story.Count == 0)
            throw new ProblemException(BodyProblems.InvalidField("story", "is empty; give its sentences"));
        if (story.Count > options.MaxStorySentences)
            throw new ProblemException(
                BodyProblems.InvalidField("story", $"has {story.Count} sentences; give at most {options.MaxStorySentences}"));
        foreach (var (place, sentence) in story.Index())
        {
            if (string.IsNullOrWhiteSpace(sentence))
                throw new ProblemException(BodyProblems.InvalidField($"story[{place}]", "is empty; give a sentence or leave it out"));
            TextRule.Check($"story[{place}]", sentence, options.MaxTextCharacters);
        }

        var characters = story.Sum(sentence => (long)sentence!.Length);
        return characters <= options.MaxStoryCharacters
            ? [.. story.Select(sentence => sentence!)]
            : throw new ProblemException(
                BodyProblems.InvalidField("story", $"is {characters} characters long; give at most {options.MaxStoryCharacters}"));
    }
}
