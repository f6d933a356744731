using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Pictures;

/// <summary>How pictures are fetched from URLs that strangers name.</summary>
public sealed class PictureFetchOptions
{
    public const string SectionName = "Gateway:PictureFetch";

    /// <summary>Longest time for one picture, name look-up and redirects included. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Redirects followed. Default 3.</summary>
    [Range(0, 10)]
    public int MaxRedirects { get; set; } = 3;

    /// <summary>Pictures fetched at one time. Default 64.</summary>
    [Range(1, 4096)]
    public int MaxAtOnce { get; set; } = 64;

    /// <summary>Pictures fetched at one time for one caller: an API key, the address of a
    /// client without one, or a followed stream. Default 32.</summary>
    [Range(1, 4096)]
    public int MaxAtOncePerCaller { get; set; } = 32;

    /// <summary>Requests to one host at one time. Default 16.</summary>
    [Range(1, 4096)]
    public int MaxAtOncePerHost { get; set; } = 16;

    /// <summary>Longest wait for a place among these, part of <see cref="Timeout"/>. Then the picture is not fetched, and says so
    /// (<c>url-busy</c>). Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxPlaceWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether addresses of this machine and of private networks may be fetched from, on any port. For tests on one machine only:
    /// with it, whoever may post can read what only this machine can reach. Default false.</summary>
    public bool AllowPrivateAddresses { get; set; }
}
