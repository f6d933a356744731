using System.Text.Json;
using Engram.CommandLine;
using Engram.DevServers;
using Engram.Messaging.Bus;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Passwords of the private servers of <c>engram up --transport rabbitmq</c>.</summary>
public sealed class When_a_system_has_servers_of_its_own
{
    [Fact]
    public async Task Should_show_them_to_nobody_and_find_them_again_after_a_kill()
    {
        var marked = new MarkedProcesses();
        var (port, data) = (FreePort.Find(1)[0], When_the_system_is_stopped.DataDirectory());
        try
        {
            await using var system = await RunningSystem.StartAsync(
                MessagingTransport.RabbitMq, marked.Environment, port, "--data", data);
            var listed = await EngramCli.RunAsync("deadletters", "list", "--json", "--data", data);
            Assert.True(listed.ExitCode == ExitCodes.Done, listed.ToString());
            Assert.Equal(0, listed.Json().GetArrayLength());
            await ShouldShowNoPasswordAsync(system, marked, data);
            await When_the_system_is_stopped.ShouldGoOnAfterAKillAsync(system, MessagingTransport.RabbitMq, marked, port, data);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task ShouldShowNoPasswordAsync(RunningSystem system, MarkedProcesses marked, string data)
    {
        var files = system.Printed.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(happened => happened.GetProperty("passwordFile").GetString()).OfType<string>().ToList();
        Assert.Equal([Path.Combine(data, "postgres", "pgpass"), Path.Combine(data, "rabbitmq", "uri")], files);
        var passwords = File.ReadLines(files[0]).Select(line => line.Split(':')[^1])
            .Append(new Uri(await File.ReadAllTextAsync(files[1], TestContext.Current.CancellationToken)).UserInfo.Split(':')[1])
            .ToList();
        var logs = JsonDocument.Parse(system.Printed.Last()).RootElement.GetProperty("detail").GetString()!;
        Assert.Equal(6, Directory.GetFiles(logs).Length);
        Assert.All(Directory.GetFiles(logs), log => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log)));
        string[] shown = [.. system.Printed, .. marked.Running(), .. Directory.GetFiles(logs).Select(File.ReadAllText)];
        Assert.All(passwords, password => Assert.DoesNotContain(shown, text => text.Contains(password, StringComparison.Ordinal)));
    }
}
