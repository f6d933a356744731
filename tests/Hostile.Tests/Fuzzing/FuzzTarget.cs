namespace Engram.Hostile.Tests.Fuzzing;

/// <summary>A parser that strangers reach.</summary>
/// <param name="Name">Word for it, which also names its folder of the corpus.</param>
/// <param name="Seeds">Good inputs.</param>
/// <param name="ParseAsync">Parses an input: returns when it is good, throws a refusal when it is not, and does neither else.</param>
/// <param name="IsRefusal">Whether an exception is how the parser refuses.</param>
internal sealed record FuzzTarget(
    string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], CancellationToken, Task> ParseAsync, Func<Exception, bool> IsRefusal)
{
    // Only a parser that hangs needs so long, however busy the machine is.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Parses an input.</summary>
    /// <returns>What is wrong with how the parser took it; null when nothing is.</returns>
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
