using System.Net;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>Retries while the gateway is unavailable. Everything sent carries an id, so the gateway accepts it only once.</summary>
/// <param name="longest">Longest time to wait for the gateway.</param>
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

    /// <summary>Sends lines, and resends those that the gateway can't accept at present, until each is answered.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="send">Sends some lines and returns their answers in order; there may be fewer answers than lines.</param>
    /// <param name="statusOf">HTTP status of an answer.</param>
    /// <param name="take">Called once per line, with its answer.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
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
