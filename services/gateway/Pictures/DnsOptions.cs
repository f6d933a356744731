using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Engram.Gateway.Pictures;

/// <summary>How the hosts of pictures and followed streams are resolved. Strangers choose these names.</summary>
public sealed class DnsOptions : IValidatableObject
{
    public const string SectionName = "Gateway:Dns";

    private const int DnsPort = 53;

    /// <summary>DNS servers, each an IP address, with a port if it is not 53. Default empty: the servers that the system names
    /// (/etc/resolv.conf) when the gateway starts.</summary>
    public IList<string> Servers { get; } = [];

    /// <summary>Time limit of one lookup, including the wait for a permit. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Maximum concurrent lookups; each holds one or two sockets. Default 128.</summary>
    [Range(1, 4096)]
    public int MaxAtOnce { get; set; } = 128;

    internal IPEndPoint[] Endpoints => [.. Servers.Select(server => IPEndPoint.Parse(server)).Select(WithPort)];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Servers.Where(server => !IPEndPoint.TryParse(server, out _)).Select(server => new ValidationResult(
            $"{SectionName}:{nameof(Servers)} holds '{server}'; name each server by its IP address.", [nameof(Servers)]));

    private static IPEndPoint WithPort(IPEndPoint server) => server.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server;
}
