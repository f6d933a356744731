namespace Engram.TestKit;

/// <summary>Waits for what happens elsewhere in its own time.</summary>
public static class Eventually
{
    /// <summary>Returns when <paramref name="holds"/> does; fails the test with <paramref name="what"/> when it does not within
    /// <paramref name="minutes"/>.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what, int minutes = 1)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromMinutes(minutes))
                throw new TimeoutException($"Not within {minutes} min: {what}.");
            await Task.Delay(50);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string, int)"/>
    public static Task HoldsAsync(Func<bool> holds, string what, int minutes = 1) =>
        HoldsAsync(() => Task.FromResult(holds()), what, minutes);
}
