using MassTransit;

namespace Engram.Messaging.Bus;

/// <summary>Requests to another service, with a reply.</summary>
public static class BoundedRequest
{
    /// <summary>Sends a request and waits for its reply.</summary>
    /// <exception cref="TimeoutException">No reply came within <paramref name="longest"/>, or the service failed.</exception>
    public static async Task<TReply> AskAsync<TRequest, TReply>(
        this IBus bus, TRequest request, TimeSpan longest, CancellationToken cancellationToken)
        where TRequest : class
        where TReply : class
    {
        ArgumentNullException.ThrowIfNull(bus);
        try
        {
            // A request's own timeout starts only after its message is sent, which never happens if the broker fails. So limit the wait
            // here.
            var answer = await bus.CreateRequestClient<TRequest>(longest)
                .GetResponse<TReply>(request, NeverExpire, cancellationToken).WaitAsync(longest, cancellationToken);
            return answer.Message;
        }
        catch (RequestException e)
        {
            throw new TimeoutException(e.Message, e);
        }
    }

    // An expired message becomes a dead letter: one for every request while the service was down.
    private static void NeverExpire<TRequest>(IRequestPipeConfigurator<TRequest> request)
        where TRequest : class => request.UseExecute(send => send.TimeToLive = null);
}
