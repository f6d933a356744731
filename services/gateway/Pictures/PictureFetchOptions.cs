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

    /// <summary>Whether addresses of this machine and of private networks may be fetched from, on any port. For tests on one machine only:
    /// with it, whoever may post can read what only this machine can reach. Default false.</summary>
    public bool AllowPrivateAddresses { get; set; }
}
