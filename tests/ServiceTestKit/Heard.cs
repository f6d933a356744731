using System.Collections.Concurrent;
using Engram.Contracts;
using Engram.TestKit;
using MassTransit;

namespace Engram.ServiceTestKit;

/// <summary>Records the messages that a service publishes, of the types passed to <c>Ears.Hear</c>, in order of arrival.</summary>
public sealed class Heard
{
    private readonly ConcurrentQueue<object> _all = new();
    private int _taken;

    public IReadOnlyList<T> Of<T>() => [.. _all.OfType<T>()];

    /// <summary>Waits for the first message that satisfies the condition.</summary>
    public async Task<T> FirstAsync<T>(Func<T, bool> isWanted)
        where T : class
    {
        T? found = null;
        await Eventually.HoldsAsync(
            () => (found = _all.OfType<T>().FirstOrDefault(isWanted)) is not null, $"a {typeof(T).Name} as wanted came");
        return found!;
    }

    /// <summary>Waits for at least <paramref name="count"/> messages of one type, and returns them.</summary>
    public async Task<IReadOnlyList<T>> AtLeastAsync<T>(int count)
    {
        await Eventually.HoldsAsync(() => Of<T>().Count >= count, $"{count} {typeof(T).Name} came");
        return Of<T>();
    }

    /// <summary>Waits for the next message of any type. Not thread-safe.</summary>
    public async Task<object> NextAsync()
    {
        await Eventually.HoldsAsync(() => _all.Count > _taken, $"message {_taken + 1} came");
        return _all.ElementAt(_taken++);
    }

    internal void Add(object message) => _all.Enqueue(message);
}

public static class Ears
{
    /// <summary>Records every message of one type.</summary>
    public static void Hear<T>(this IBusRegistrationConfigurator bus)
        where T : class =>
        // The default endpoint name comes from the message's class; under it, a consumer of faults receives none.
        bus.AddConsumer<Ear<T>>().Endpoint(endpoint => endpoint.Name = $"ear-{Guid.NewGuid()}");

    private sealed class Ear<T>(Heard heard) : IConsumer<T>, IConsumer<Bundle<T>>
        where T : class
    {
        public Task Consume(ConsumeContext<Bundle<T>> context)
        {
            foreach (var message in context.Message.Messages)
                heard.Add(message);
            return Task.CompletedTask;
        }

        public Task Consume(ConsumeContext<T> context)
        {
            heard.Add(context.Message);
            return Task.CompletedTask;
        }
    }
}
