using System.Net;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>Tries again while the gateway is away. What is sent twice has an id, so it is taken once.</summary>
/// <param name="longest">Longest time that the gateway may be away.</param>
public sealed class Patience(TimeSpan longest)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task PersistAsync(Func<Task> attempt, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (GatewayUnavailableException) when (TimeProvider.System.GetElapsedTime(began) < longest)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Sends lines, and those that the gateway can't take just now again, until each is answered.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="send">Sends some and returns the answers to them in order, as many as came.</param>
    /// <param name="statusOf">HTTP status of an answer.</param>
    /// <param name="take">Is given each line once, with its answer.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task SendAsync<TLine, TAnswer>(
        IEnumerable<TLine> lines, Func<IReadOnlyList<TLine>, Task<IReadOnlyList<TAnswer>>> send, Func<TAnswer, int> statusOf,
        Action<TLine, TAnswer> take, CancellationToken cancellationToken)
    {
        var open = lines.ToList();
        if (open.Count == 0)
            return;
        await PersistAsync(
            async () =>
            {
                var answers = await send(open);
                var again = new List<TLine>();
                foreach (var (line, answer) in open.Zip(answers))
                {
                    if (statusOf(answer) == (int)HttpStatusCode.ServiceUnavailable)
                        again.Add(line);
                    else
                        take(line, answer);
                }

                again.AddRange(open.Skip(answers.Count));
                open = again;
                if (open.Count > 0)
                    throw new GatewayUnavailableException($"The gateway did not take {open.Count} lines.");
            },
            cancellationToken);
    }
}
