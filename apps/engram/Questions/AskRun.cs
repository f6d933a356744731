using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Questions;

/// <summary>What a run of <c>engram ask</c> over a file is asked for.</summary>
/// <param name="File">The file, or <c>-</c> for standard input.</param>
/// <param name="Defaults">What a line leaves out.</param>
/// <param name="Resume">Whether to go on where a run that was cut short ended.</param>
internal sealed record AskOptions(string File, QuestionRequest Defaults, bool Resume);

/// <summary>Asks a file of questions, some at once, and keeps the position for a run that goes on.</summary>
internal sealed class AskRun(GatewayClient gateway, Patience patience, AskOptions options, Action<AskedLine> tell)
{
    private const int QuestionsAtOnce = 32;

    /// <summary>Tells what became of each line, in order.</summary>
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
