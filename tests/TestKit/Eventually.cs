namespace Engram.TestKit;

/// <summary>Waits for what happens elsewhere in its own time.</summary>
public static class Eventually
{
    /// <summary>Returns when <paramref name="holds"/> does; fails the test with <paramref name="what"/> when it does not within a minute.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromMinutes(1))
                throw new TimeoutException($"Not within a minute: {what}.");
            await Task.Delay(50);
        }
    }

    /// <summary>Returns when <paramref name="holds"/> does; fails the test with <paramref name="what"/> when it does not within a minute.</summary>
    public static Task HoldsAsync(Func<bool> holds, string what) => HoldsAsync(() => Task.FromResult(holds()), what);
}
