using Engram.CommandLine;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary>Usage errors and <c>--help</c> of <c>engram</c> and <c>engram-lab</c>.</summary>
public sealed class When_the_command_line_is_wrong
{
    [Theory]
    [InlineData("tag", "--text, --image")]
    [InlineData("ask who --memory", "--memory")]
    [InlineData("ask who", "--memory")]
    [InlineData("ask", "--file")]
    [InlineData("ask who --file x --memory movies", "either the question's words or --file")]
    [InlineData("ask who --memory movies --resume", "--resume")]
    [InlineData("questions list --state done", "done")]
    [InlineData("questions list --count 0", "--count")]
    [InlineData("deadletters list --broker nowhere", "amqp://host:port/")]
    [InlineData("ledger", "'ledger'")]
    [InlineData("memories import x --set s --format poems", "poems")]
    [InlineData("recommend --set watched", "--set SET --subject NAME")]
    [InlineData("dance", "dance")]
    [InlineData("up --port eighty", "eighty")]
    [InlineData("up --port 70000", "from 1 to 65535")]
    [InlineData("data simulated-world --out x --questions many", "many")]
    [InlineData("experiments show x --vocabulary -1 --labels 2", "--vocabulary")]
    [InlineData("ingest /", "FILE is a file, and / is a folder")]
    [InlineData("evaluate keyphrases --source / --predictions x", "--source is a file, and / is a folder")]
    [InlineData("models list --models /bin/sh", "--models is a folder, and /bin/sh is a file")]
    [InlineData("up --data ", "--data is empty")]
    [InlineData("tag --image ", "--image is empty")]
    public async Task Should_say_what_would_be_right_and_exit_with_2(string arguments, string named)
    {
        var run = await EngramCli.RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(named, run.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Should_describe_every_command_when_asked_for_help()
    {
        var run = await EngramCli.RunAsync("--help");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        string[] commands =
            ["up", "demo", "ingest", "tag", "ask", "questions", "memories", "sequences", "recommend", "models", "deadletters", "ledger"];
        foreach (var command in commands)
            Assert.Contains($"\n  {command} ", run.Output, StringComparison.Ordinal);
    }
}
