namespace Engram.TestKit;

/// <summary>Polls for conditions that another process or thread brings about.</summary>
public static class Eventually
{
    /// <summary>Waits until <paramref name="holds"/> returns true. After <paramref name="minutes"/> minutes it fails the test with
    /// <paramref name="what"/>.</summary>
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
