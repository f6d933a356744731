using System.ComponentModel;
using Engram.Gateway.Api;

namespace Engram.Gateway.Questions;

/// <summary>A question as JSON.</summary>
public sealed record QuestionRequest
{
    private const int MostAnswers = 20;
    private const int DefaultAnswers = 3;

    [Description("The question's words.")]
    public string? Text { get; init; }

    [Description("Name of the memory set to ask.")]
    public string? Memory { get; init; }

    [Description("Most answers wanted, 1 to 20. Default 3.")]
    public int? MaxAnswers { get; init; }

    /// <exception cref="ProblemException">A field is missing or out of range.</exception>
    public (string Text, string Memory, int MaxAnswers) Check(GatewayOptions options)
    {
        if (string.IsNullOrWhiteSpace(Text))
            throw new ProblemException(Problems.InvalidField("text", "is empty; give the question's words"));
        TextRule.Check("text", Text, options.MaxTextCharacters);
        if (string.IsNullOrWhiteSpace(Memory))
            throw new ProblemException(Problems.InvalidField("memory", "is empty; name the memory set to ask"));
        if (MaxAnswers is < 1 or > MostAnswers)
            throw new ProblemException(Problems.InvalidField("maxAnswers", $"is {MaxAnswers}; give a number from 1 to {MostAnswers}"));
        return (Text, Memory, MaxAnswers ?? DefaultAnswers);
    }
}
