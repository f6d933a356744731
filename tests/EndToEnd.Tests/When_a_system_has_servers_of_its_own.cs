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
    public async Task Should_find_its_passwords_again_and_show_them_to_nobody()
    {
        var marked = new MarkedProcesses();
        var data = Path.Combine("/var/tmp", "engram-test-" + Guid.NewGuid().ToString("N")[..8]);
        await using (var system = await RunningSystem.StartAsync(
            MessagingTransport.RabbitMq, marked.Environment, FreePort.Find(1)[0], "--data", data))
        {
            var listed = await EngramCli.RunAsync("deadletters", "list", "--json", "--data", data);
            Assert.True(listed.ExitCode == ExitCodes.Done, listed.ToString());
            Assert.Equal(0, listed.Json().GetArrayLength());

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

        Directory.Delete(data, recursive: true);
    }
}
