namespace Engram.Hostile.Tests.Fuzzing;

/// <summary>A parser of untrusted input.</summary>
/// <param name="Name">Name of the target and of its corpus folder.</param>
/// <param name="Seeds">Valid inputs.</param>
/// <param name="ParseAsync">Parses an input. Returns if the input is valid and throws a refusal if it is not.</param>
/// <param name="IsRefusal">Whether an exception is the parser's refusal of an invalid input.</param>
internal sealed record FuzzTarget(
    string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], CancellationToken, Task> ParseAsync, Func<Exception, bool> IsRefusal)
{
    // Long enough that only a hanging parser exceeds it, even on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Parses an input and returns the parser's misbehavior; null if it accepts or refuses the input properly.</summary>
    public async Task<string?> TryAsync(byte[] input)
    {
        try
        {
            await Task.Run(() => ParseAsync(input, TestContext.Current.CancellationToken))
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return $"hangs for {Patience.TotalSeconds:0} s";
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return e.Message.Contains("   at ", StringComparison.Ordinal) ? $"refuses with a stack: {e.Message}" : null;
        }
        catch (Exception e)
        {
            return $"throws {e}";
        }
    }
}
