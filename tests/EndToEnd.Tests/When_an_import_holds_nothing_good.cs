using Engram.CommandLine;

namespace Engram.EndToEnd.Tests;

/// <summary><c>engram memories import</c> of a file in which every line is invalid.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_an_import_holds_nothing_good(RabbitMqSystem fixture)
{
    [Fact]
    public async Task Should_tell_what_is_wrong_with_its_lines()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "no json\n{\"subject\":\"Jaws\"}\n", TestContext.Current.CancellationToken);
        var run = await fixture.System.RunAsync("memories", "import", file, "--set", "nothing-good", "--format", "triples");
        File.Delete(file);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("line 1: The JSON can't be read", run.Errors, StringComparison.Ordinal);
        Assert.Contains("line 2: A field is not valid: 'relation' is missing", run.Errors, StringComparison.Ordinal);
    }
}
