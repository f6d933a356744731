using System.Globalization;
using System.Text.Json;
using Engram.ApiContracts.Posts;
using Engram.CommandLine;
using Engram.Streams;

namespace Engram.Cli.Posts;

/// <summary>Options of a run of <c>engram ingest</c>.</summary>
/// <param name="File">The file, or <c>-</c> for standard input.</param>
/// <param name="Form">Its form; by default the form of each line is detected.</param>
/// <param name="Pictures">Folder of downloaded platform pictures; null: the gateway fetches them.</param>
/// <param name="Resume">Whether to continue an interrupted run.</param>
/// <param name="Refusals">File that receives one JSON line per rejected line; null: none.</param>
internal sealed record IngestOptions(string File, StreamForm Form, string? Pictures, bool Resume, string? Refusals);

/// <summary>Sends one file, reports progress, and saves the position so that the run can be resumed.</summary>
internal sealed class IngestRun(Ingestion ingestion, IngestOptions options, Action<IngestedPost> tell)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly FilePosition? _position = FilePosition.Begin("ingest", options.File, options.Resume);
    private long _taken;
    private long _tagged;
    private long _deleted;
    private long _refused;

    /// <summary>Number of rejected lines and failed posts.</summary>
    public long Failed { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var file = NdjsonInput.OpenStream(options.File);
        await using var refusals = options.Refusals is { } path ? new StreamWriter(path, append: options.Resume) { AutoFlush = true }
            : null;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = TellProgressAsync(file, done.Token);
        try
        {
            var first = (_position?.Line ?? 0) + 1;
            await ingestion.RunAsync(
                PostFile.ReadAsync(file, options.File, options.Form, options.Pictures, cancellationToken)
                    .SkipWhile(line => line.Line < first),
                line => Take(line, refusals),
                cancellationToken);
            _position?.Forget();
        }
        catch
        {
            _position?.Save(Math.Max(ingestion.DoneLine, _position.Line));
            throw;
        }
        finally
        {
            await done.CancelAsync();
            await telling;
        }
    }

    private void Take(IngestedPost line, StreamWriter? refusals)
    {
        if (line is { Deleted: null, Post: null or { State: PostState.Failed } })
            Failed++;
        if (line.Deleted is not null)
            _deleted++;
        else if (line.Post is null)
            _refused++;
        else
            _taken++;
        if (line.Post?.State == PostState.Tagged)
            _tagged++;
        if (line is { Post: null, Problem: { } problem })
            refusals?.WriteLine(JsonSerializer.Serialize(new { line.Line, Problem = problem }, CliJson.OneLine));
        tell(line);
    }

    private async Task TellProgressAsync(Stream file, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (_position is not null && ingestion.DoneLine > _position.Line)
                    _position.Save(ingestion.DoneLine);
                var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
                var part = file.CanSeek && file.Length > 0 ? string.Create(
                    CultureInfo.InvariantCulture, $", {1 - (file.Position / (double)file.Length):P0} of the file remain") : "";
                Report.Progress(string.Create(
                    CultureInfo.InvariantCulture,
                    $"engram: line {ingestion.ReadLine}: {_taken} taken, {_tagged} tagged, {_deleted} deleted, {_refused} refused; "
                        + $"{_taken / seconds:F0} posts/s{part}"));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
