using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Engram.Gateway.Pictures;

/// <summary>How the hosts of pictures and followed streams are looked up: names that strangers choose.</summary>
public sealed class DnsOptions : IValidatableObject
{
    public const string SectionName = "Gateway:Dns";

    private const int DnsPort = 53;

    /// <summary>Servers to ask, an IP address each, with a port where it is not 53. Default: none named, so those that the system names
    /// (/etc/resolv.conf) when the gateway starts.</summary>
    public IList<string> Servers { get; } = [];

    /// <summary>Longest time of one look-up, the wait for a place included. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Look-ups at one time; each holds a socket or two. Default 128.</summary>
    [Range(1, 4096)]
    public int MaxAtOnce { get; set; } = 128;

    internal IPEndPoint[] Endpoints => [.. Servers.Select(server => IPEndPoint.Parse(server)).Select(WithPort)];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Servers.Where(server => !IPEndPoint.TryParse(server, out _)).Select(server => new ValidationResult(
            $"{SectionName}:{nameof(Servers)} holds '{server}'; name each server by its IP address.", [nameof(Servers)]));

    private static IPEndPoint WithPort(IPEndPoint server) => server.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server;
}
