using Engram.CommandLine;
using Engram.Contracts.Memories;
using Engram.DevServers;
using Engram.Messaging.Bus;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

public sealed class When_the_system_is_stopped
{
    [Theory]
    [InlineData(MessagingTransport.InMemory)]
    [InlineData(MessagingTransport.RabbitMq)]
    public async Task Should_leave_nothing_running_when_it_was_still_starting(MessagingTransport transport)
    {
        var marked = new MarkedProcesses();
        using var up = EngramCli.Start(
            marked.Environment, "up", "--json", "--temporary", "--transport", transport.ToString(), "--port",
            FreePort.Find(1)[0].ToString(null, null));
        Assert.NotNull(await up.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        Signals.Terminate(up.Id);
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(ExitCodes.Done, up.ExitCode);
        Assert.Equal([], marked.Running());
    }

    [Fact]
    public async Task Should_end_alike_when_the_signal_reaches_all_that_the_terminal_holds()
    {
        var marked = new MarkedProcesses();
        using var up = EngramCli.StartGroup(
            marked.Environment, "up", "--json", "--temporary", "--transport", nameof(MessagingTransport.RabbitMq), "--port",
            FreePort.Find(1)[0].ToString(null, null));
        await Eventually.HoldsAsync(
            () => marked.Running().Any(process => process.Contains("initdb", StringComparison.Ordinal)), "the database is being made");

        Signals.Terminate(-up.Id);

        await up.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Interrupted, up.ExitCode);
        Assert.Equal([], marked.Running());
    }

    [Fact]
    public async Task Should_be_started_again_on_its_data_as_soon_as_it_was_killed_and_end_well()
    {
        var killed = new MarkedProcesses();
        var (port, data) = (FreePort.Find(1)[0], DataDirectory());
        try
        {
            await using var first = await RunningSystem.StartAsync(MessagingTransport.InMemory, killed.Environment, port, "--data", data);
            await ShouldGoOnAfterAKillAsync(first, MessagingTransport.InMemory, killed, port, data);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>A folder for data that outlast a system.</summary>
    internal static string DataDirectory() => Path.Combine("/var/tmp", "engram-test-" + Guid.NewGuid().ToString("N")[..8]);

    /// <summary>Kills <c>engram up</c>, starts it again on its data and stops that in order.</summary>
    internal static async Task ShouldGoOnAfterAKillAsync(
        RunningSystem first, MessagingTransport transport, MarkedProcesses killed, int port, string data)
    {
        await first.Gateway.MakeMemorySetAsync("kept", MemoryFormat.Triples, TestContext.Current.CancellationToken);
        await first.KillAsync();

        var next = new MarkedProcesses();
        await using var second = await RunningSystem.StartAsync(transport, next.Environment, port, "--data", data);
        Assert.Equal([], killed.Running());
        Assert.True(await second.IsReadyAsync());
        Assert.NotEmpty(next.Running());
        Assert.Equal("kept", (await second.Gateway.GetMemorySetAsync("kept", TestContext.Current.CancellationToken)).Name);

        Assert.Equal(ExitCodes.Done, await second.StopAsync());
        Assert.Equal([], next.Running());
    }
}
