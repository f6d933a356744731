using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Pictures;

/// <summary>How pictures are fetched from URLs that strangers name.</summary>
public sealed class PictureFetchOptions
{
    public const string SectionName = "Gateway:PictureFetch";

    /// <summary>Time limit for one picture, including name lookup and redirects. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum redirects to follow. Default 3.</summary>
    [Range(0, 10)]
    public int MaxRedirects { get; set; } = 3;

    /// <summary>Maximum concurrent fetches. Default 64.</summary>
    [Range(1, 4096)]
    public int MaxAtOnce { get; set; } = 64;

    /// <summary>Maximum concurrent fetches for one caller: an API key, the address of a client
    /// without one, or a followed stream. Default 32.</summary>
    [Range(1, 4096)]
    public int MaxAtOncePerCaller { get; set; } = 32;

    /// <summary>Maximum concurrent requests to one host. Default 16.</summary>
    [Range(1, 4096)]
    public int MaxAtOncePerHost { get; set; } = 16;

    /// <summary>Longest wait for a permit under these limits, as part of <see cref="Timeout"/>. After that the picture is not fetched, and
    /// its fault is <c>url-busy</c>. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxPlaceWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether pictures may be fetched from this machine and private networks, on any port. For tests on one machine only: anyone
    /// who may post can then read what only this machine can reach. Default false.</summary>
    public bool AllowPrivateAddresses { get; set; }
}
