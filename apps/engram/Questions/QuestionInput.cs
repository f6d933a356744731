using System.Runtime.CompilerServices;
using System.Text;
using Engram.ApiContracts;
using Engram.ApiContracts.Questions;

namespace Engram.Cli.Questions;

/// <summary>Questions, one per line: <c>{"id": ..., "text": ..., "memory": ... or "story": [...], "model": ..., "maxAnswers": ...}</c> as
/// in the gateway's request, or only the text of the question. The command line supplies fields that a line omits.</summary>
public static class QuestionInput
{
    /// <summary>Yields each line as a question, or why it is not one. Skips blank lines. A question without an id gets one, so that
    /// resending it does no harm.</summary>
    /// <param name="lines">Reader of the lines.</param>
    /// <param name="defaults">Values for fields that a line omits.</param>
    public static async IAsyncEnumerable<ReadQuestionLine> ReadAsync(
        TextReader lines, QuestionRequest defaults, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lines);
        for (var number = 1L; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Read(number, line, defaults);
        }
    }

    private static ReadQuestionLine Read(long number, string line, QuestionRequest defaults)
    {
        if (!line.TrimStart().StartsWith('{'))
            return new ReadQuestionLine(number, defaults with { Id = NewId(), Text = line.Trim() }, Fault: null);
        try
        {
            var question = ApiJson.Read<QuestionRequest>(Encoding.UTF8.GetBytes(line));
            var isComplete = question.Memory is not null || question.Story is not null;
            return new ReadQuestionLine(
                number,
                question with
                {
                    Id = question.Id ?? NewId(),
                    Memory = isComplete ? question.Memory : defaults.Memory,
                    Story = isComplete ? question.Story : defaults.Story,
                    Model = question.Model ?? defaults.Model,
                    MaxAnswers = question.MaxAnswers ?? defaults.MaxAnswers,
                },
                Fault: null);
        }
        catch (ProblemException e)
        {
            return new ReadQuestionLine(number, Question: null, $"It is no question: {e.Message}");
        }
    }

    private static string NewId() => Guid.CreateVersion7().ToString();
}

/// <summary>One line in a file of questions.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Question">The question; null when the line has none.</param>
/// <param name="Fault">Why the line is not a question.</param>
public sealed record ReadQuestionLine(long Line, QuestionRequest? Question, string? Fault);

/// <summary>Result of one line in a file of questions.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Question">The question with its result, when it was accepted.</param>
/// <param name="Problem">Why it was not accepted.</param>
public sealed record AskedLine(long Line, QuestionResource? Question, string? Problem);
