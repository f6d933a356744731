using System.Globalization;
using Engram.DevServers;

namespace Engram.Benchmarks.EndToEnd;

/// <summary>Processor time and memory of a system's processes, as the kernel counts them.</summary>
internal sealed class ProcessTimes(IReadOnlyDictionary<string, int> services, PrivatePostgres database, PrivateRabbitMq broker)
{
    private const double TicksPerSecond = 100; // USER_HZ; Linux fixes it for user programs

    /// <summary>Processor seconds of each service and server so far.</summary>
    public IReadOnlyDictionary<string, double> Seconds()
    {
        var processes = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var id) ? Read(id) : null).OfType<Stat>().ToList();
        var seconds = services.ToDictionary(
            service => service.Key, service => processes.Where(process => process.Id == service.Value).Sum(process => process.Own));
        var postmaster = processes.First(process => process.Id == database.ProcessId);
        // Ended backends count as waited-for children of the postmaster.
        seconds["postgresql"] = postmaster.Own + postmaster.Waited
            + processes.Where(process => process.Parent == postmaster.Id).Sum(process => process.Own);
        var folder = Path.GetDirectoryName(broker.UriFile)!;
        seconds["rabbitmq"] = processes.Where(
            process => process.Name == "beam.smp" && Command(process.Id).Contains(folder, StringComparison.Ordinal))
            .Sum(process => process.Own);
        return seconds;
    }

    /// <summary>Resident memory of each service, in MiB.</summary>
    public IReadOnlyDictionary<string, double> Memory() => services.ToDictionary(
        service => service.Key,
        service => File.ReadLines($"/proc/{service.Value}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
            .Single());

    private static Stat? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var name = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.LastIndexOf(')')];
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            double Time(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture) / TicksPerSecond;
            return new Stat(id, int.Parse(fields[1], CultureInfo.InvariantCulture), name, Time(11) + Time(12), Time(13) + Time(14));
        }
        catch (IOException)
        {
            return null; // ended meanwhile
        }
    }

    private static string Command(int id) => File.ReadAllText($"/proc/{id}/cmdline");

    /// <param name="Own">Processor seconds of the process.</param>
    /// <param name="Waited">Processor seconds of its ended children.</param>
    private sealed record Stat(int Id, int Parent, string Name, double Own, double Waited);
}
