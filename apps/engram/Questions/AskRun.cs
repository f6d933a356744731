using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Questions;

/// <summary>Options of a run of <c>engram ask</c> over a file.</summary>
/// <param name="File">The file, or <c>-</c> for standard input.</param>
/// <param name="Defaults">Values for fields that a line omits.</param>
/// <param name="Resume">Whether to continue an interrupted run.</param>
internal sealed record AskOptions(string File, QuestionRequest Defaults, bool Resume);

/// <summary>Asks the questions of a file, several at once, and saves the position so that the run can be resumed.</summary>
internal sealed class AskRun(GatewayClient gateway, Patience patience, AskOptions options, Action<AskedLine> tell)
{
    private const int QuestionsAtOnce = 32;

    /// <summary>Asks all questions and reports the result of each line, in order.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var position = FilePosition.Begin("ask", options.File, options.Resume);
        var done = position?.Line ?? 0;
        using var reader = NdjsonInput.Open(options.File);
        var lines = QuestionInput.ReadAsync(reader, options.Defaults, cancellationToken).SkipWhile(line => line.Line <= done);
        await foreach (var batch in lines.Chunk(QuestionsAtOnce).WithCancellation(cancellationToken))
        {
            foreach (var line in await AskAsync(batch, cancellationToken))
                tell(line);
            position?.Save(batch[^1].Line);
        }

        position?.Forget();
    }

    private async Task<IEnumerable<AskedLine>> AskAsync(ReadQuestionLine[] batch, CancellationToken cancellationToken)
    {
        List<AskedLine> told =
            [.. batch.Where(line => line.Question is null).Select(line => new AskedLine(line.Line, Question: null, line.Fault))];
        List<(long Line, QuestionResource Question)> taken = [];
        await patience.SendAsync(
            batch.Where(line => line.Question is not null),
            lines => gateway.AskLinesAsync(lines.Select(line => line.Question!), cancellationToken),
            answer => answer.Status,
            (line, answer) =>
            {
                if (answer.Question is { } question)
                    taken.Add((line.Line, question));
                else
                    told.Add(new AskedLine(line.Line, Question: null, Describe(answer)));
            },
            cancellationToken);
        told.AddRange(await Task.WhenAll(taken.Select(line => FinishAsync(line.Line, line.Question, cancellationToken))));
        return told.OrderBy(line => line.Line);
    }

    private static string Describe(QuestionLine refused) => $"{refused.Problem?.Title} ({refused.Status}): {refused.Problem?.Detail}";

    private async Task<AskedLine> FinishAsync(long line, QuestionResource question, CancellationToken cancellationToken)
    {
        await patience.PersistAsync(async () => question = await gateway.FinishAsync(question, cancellationToken), cancellationToken);
        return new AskedLine(line, question, Problem: null);
    }
}
