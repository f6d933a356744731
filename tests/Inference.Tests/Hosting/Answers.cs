using System.Collections.Concurrent;
using MassTransit;

namespace Engram.Inference.Tests.Hosting;

/// <summary>Every message of interest that a service published, in order of arrival.</summary>
public sealed class Answers
{
    private readonly ConcurrentQueue<object> _all = new();

    public IReadOnlyList<T> Of<T>() => [.. _all.OfType<T>()];

    public void Add(object answer) => _all.Enqueue(answer);

    /// <summary>Waits for the first answer that is as told.</summary>
    public async Task<T> WaitForAsync<T>(Func<T, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (_all.OfType<T>().Where(isWanted).Take(1).ToArray() is [var found])
                return found;
            await Task.Delay(5, patience.Token);
        }
    }
}

/// <summary>Keeps every message of one type.</summary>
public sealed class AnswerConsumer<T>(Answers answers) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        answers.Add(context.Message);
        return Task.CompletedTask;
    }
}
