using System.Diagnostics;
using System.Globalization;
using Engram.DevServers;

namespace Engram.Chaos;

internal enum FaultKind
{
    /// <summary>SIGKILL of a service, of PostgreSQL or of the broker.</summary>
    Kill,

    /// <summary>SIGTERM of a service, as when it is scaled down.</summary>
    Terminate,

    /// <summary>The processes of PostgreSQL are suspended and resumed later.</summary>
    Stall,

    /// <summary>Packets to and from the broker are dropped.</summary>
    Partition,
}

/// <summary>Injects faults into a system, one after another, in a seeded random order.</summary>
internal sealed class Faults(ChaosSystem system, Random random, IReadOnlyList<FaultKind> kinds)
{
    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(60);

    private readonly SortedDictionary<string, int> _inflicted = new(StringComparer.Ordinal);

    public async Task InflictAsync(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2 + (3 * random.NextDouble())));
            var name = await InflictAsync(kinds[random.Next(kinds.Count)]);
            _inflicted[name] = _inflicted.GetValueOrDefault(name) + 1;
            if (number % 10 == 0 || number == count)
                Console.WriteLine(
                    $"{number} of {count} faults: {string.Join(", ", _inflicted.Select(fault => $"{fault.Key} {fault.Value}"))}");
        }
    }

    private async Task<string> InflictAsync(FaultKind kind)
    {
        switch (kind)
        {
            case FaultKind.Kill:
                return await KillAsync();
            case FaultKind.Terminate:
                Signals.Terminate(await RunningAsync(system.Services[random.Next(system.Services.Count)]));
                break;
            case FaultKind.Stall:
                await ForAWhileAsync(() => SignalDatabaseAsync(Signals.Halt), () => SignalDatabaseAsync(Signals.Resume));
                break;
            default:
                await ForAWhileAsync(() => DropBrokerPacketsAsync("add"), () => DropBrokerPacketsAsync("del"));
                break;
        }

        return kind.ToString().ToLowerInvariant();
    }

    private async Task<string> KillAsync()
    {
        string[] names = [.. system.Services, ChaosSystem.PostgreSql, ChaosSystem.RabbitMq];
        var name = names[random.Next(names.Length)];
        var process = await RunningAsync(name);
        Signals.Kill(process);
        return name;
    }

    private async Task ForAWhileAsync(Func<Task> begin, Func<Task> end)
    {
        await begin();
        await Task.Delay(TimeSpan.FromSeconds(5 + (10 * random.NextDouble())));
        await end();
    }

    private async Task SignalDatabaseAsync(Action<int> signal)
    {
        var first = await RunningAsync(ChaosSystem.PostgreSql);
        signal(first);
        foreach (var child in (await File.ReadAllTextAsync($"/proc/{first}/task/{first}/children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries))
            signal(int.Parse(child, CultureInfo.InvariantCulture));
    }

    private async Task DropBrokerPacketsAsync(string change)
    {
        var port = system.BrokerPort.ToString(CultureInfo.InvariantCulture);
        foreach (var direction in (string[])["dport", "sport"])
            await RunAsync("ip", "rule", change, "pref", "50", "ipproto", "tcp", direction, port, "blackhole");
    }

    /// <summary>Waits until a process runs under the name. Only the supervisor restarts killed processes.</summary>
    private async Task<int> RunningAsync(string name)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (system.ProcessIdOf(name) is { } id && Directory.Exists($"/proc/{id}")
                && new FileInfo($"/proc/{id}/exe").LinkTarget is not null)
                return id;
            if (TimeProvider.System.GetElapsedTime(began) > LongestAway)
                throw new InvalidOperationException($"{name} was not started again within {LongestAway.TotalSeconds:0} s.");
            await Task.Delay(100);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await output} {await errors}");
    }
}
