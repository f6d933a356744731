using System.Collections.Concurrent;
using Engram.TestKit;
using MassTransit;

namespace Engram.ServiceTestKit;

/// <summary>Every message of interest that a service published, in order of arrival.</summary>
public sealed class Heard
{
    private readonly ConcurrentQueue<object> _all = new();
    private int _taken;

    public IReadOnlyList<T> Of<T>() => [.. _all.OfType<T>()];

    /// <summary>Waits for the first message that is as told.</summary>
    public async Task<T> FirstAsync<T>(Func<T, bool> isWanted)
        where T : class
    {
        T? found = null;
        await Eventually.HoldsAsync(
            () => (found = _all.OfType<T>().FirstOrDefault(isWanted)) is not null, $"a {typeof(T).Name} as wanted came");
        return found!;
    }

    /// <summary>Waits until so many messages of a kind came, and returns them.</summary>
    public async Task<IReadOnlyList<T>> AtLeastAsync<T>(int count)
    {
        await Eventually.HoldsAsync(() => Of<T>().Count >= count, $"{count} {typeof(T).Name} came");
        return Of<T>();
    }

    /// <summary>Waits for the next message, of whatever kind. It is for one caller at a time.</summary>
    public async Task<object> NextAsync()
    {
        await Eventually.HoldsAsync(() => _all.Count > _taken, $"message {_taken + 1} came");
        return _all.ElementAt(_taken++);
    }

    internal void Add(object message) => _all.Enqueue(message);
}

public static class Ears
{
    /// <summary>Listens to every message of one kind.</summary>
    public static void Hear<T>(this IBusRegistrationConfigurator bus)
        where T : class =>
        // Under its default name, that of the message's class, an ear for faults hears none.
        bus.AddConsumer<Ear<T>>().Endpoint(endpoint => endpoint.Name = $"ear-{Guid.NewGuid()}");

    private sealed class Ear<T>(Heard heard) : IConsumer<T>
        where T : class
    {
        public Task Consume(ConsumeContext<T> context)
        {
            heard.Add(context.Message);
            return Task.CompletedTask;
        }
    }
}
